"""Getting pages politely: addresses, robots.txt, sitemaps, delays and budgets."""
