"""`tcbot keys`: the keys that seal what is kept, and their change."""

import typer

keys = typer.Typer(name="keys", invoke_without_command=True, add_completion=False)


@keys.callback()
def show(context: typer.Context) -> None:
    """Show the encryption keys by name, and what each of them sealed. Values are never shown."""
    if context.invoked_subcommand is not None:
        return
    from bot.command_line.terminal import Line, open_console, print_lines
    from bot.command_line.upkeep_lines import key_line
    from bot.operations.key_rotation import key_uses
    from bot.processes.start import start
    from bot.wiring import Engine

    with Engine(start()) as engine:
        uses = key_uses(engine)
    print_lines(open_console(), [Line(key_line(use)) for use in uses])


@keys.command()
def rotate() -> None:
    """Seal everything anew with a new key.

    The new key goes into the key file, and earlier ones stay there. Where ENCRYPTION_KEYS is set, its first key seals:
    put the new one in front, restart what runs, then call this. Safe while all is in use, and to be repeated.
    """
    from bot.command_line.terminal import Line, open_console, print_lines
    from bot.operations.key_rotation import rotate_keys
    from bot.processes.start import start
    from bot.wording.sentences import say
    from pipelines.keys.key_file import KeyFile

    settings = start()
    rotation = rotate_keys(settings)
    key = "keys_rotated" if rotation.added else "keys_resealed" if rotation.changed else "keys_same"
    lines = [Line(say(key, key=rotation.key, count=rotation.changed))]
    if settings.encryption_keys is None:
        lines.append(Line(say("keys_copy", path=str(KeyFile.of(settings.tcbot_home).path))))
    print_lines(open_console(), lines)
