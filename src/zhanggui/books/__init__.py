"""What has happened, who may do what, and who are the people behind the pseudonyms? Short transactions only."""
