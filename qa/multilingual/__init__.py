"""Questions and articles in languages other than English: one grammar, from the words of each language's file.

What is read is data: ways to ask with places for the speaker and the topic, names of roles, words of time.
"""
