"""A chapter as one file that needs nothing but a browser: a page to hand out, or slides."""
