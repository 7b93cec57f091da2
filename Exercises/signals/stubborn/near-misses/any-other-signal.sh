# USR1 is neither ignored nor caught: the default action ends it.
kill -USR1 $job
