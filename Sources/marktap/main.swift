print("marktap")
