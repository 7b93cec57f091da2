# Another SIGTERM, and another one: it is pending already.
kill $job; kill $job
