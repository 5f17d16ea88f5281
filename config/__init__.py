"""How the project is wired: settings, addresses, formats, health. No rule of the domain lives here."""
