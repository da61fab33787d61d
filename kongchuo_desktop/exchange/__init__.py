"""Keys, certificates, sealed packages, and the stick they travel on."""
