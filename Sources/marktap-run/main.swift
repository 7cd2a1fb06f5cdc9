print("marktap-run")
