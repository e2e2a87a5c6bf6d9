"""How the numbers that evidence is judged by were found; nothing here is needed to answer."""
