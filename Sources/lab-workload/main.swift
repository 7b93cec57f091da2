print("lab-workload")
