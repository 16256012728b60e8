"""What inspecting a site and writing through its form both know of web pages: addresses, site maps, bare words."""
