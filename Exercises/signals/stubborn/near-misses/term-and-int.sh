# Both are ignored: it's still there.
kill $job; kill -INT $job
