p: from params
