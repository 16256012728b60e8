"""Finding one's way on an unknown site: topics of links, the walk, the scenario's answer, the site's search engine."""
