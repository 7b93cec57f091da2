# Ended, to be started again under the policy.
kill $job
