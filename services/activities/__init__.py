"""Activities 活动: sessions members sign up for, and the attendance that is confirmed."""
