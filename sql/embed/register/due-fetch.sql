fetch 1000 from muniment_due
