"""Settings, addresses and start-up checks. Imports everything, imported by nobody."""
