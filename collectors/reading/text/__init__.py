"""What the measures and relevance share: words and phrases by language, sentences, coordinates, people's names."""
