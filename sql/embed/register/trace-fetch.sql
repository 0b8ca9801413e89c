fetch 10000 from muniment_trace
