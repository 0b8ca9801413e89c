fetch 5000 from muniment_due
