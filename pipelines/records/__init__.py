"""The records database: tables, migrations, sealed text."""
