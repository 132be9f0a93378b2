"""What an author needs: notebooks built from their sources, and everything tested."""
