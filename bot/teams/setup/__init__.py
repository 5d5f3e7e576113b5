"""How the bot gets into Teams: settings, the open connection, its examination, the app package."""
