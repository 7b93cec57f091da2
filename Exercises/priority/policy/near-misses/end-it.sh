# Ended, to be started again under the policy.
kill $job; sleep 1
