# Takes the tail that follows the log of that name.
lab answer "$tailing"
