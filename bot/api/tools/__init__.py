"""The bot as tools of other programs' models, by the Model Context Protocol."""
