"""The pages of the day itself: the hub, the stations, one person's ticket, the hall board, the organiser's view."""
