"""What is done to runs from outside: started, asked, watched and mended."""
