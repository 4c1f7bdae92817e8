"""The account itself: opening one, its name on documents, its time zone, its balance."""
