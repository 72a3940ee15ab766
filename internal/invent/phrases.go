package invent

// phrases are how people tell of a pattern. In them {service}, {value}, {normal},
// {detail}, {where}, {build}, {zone} and {minutes} are filled in. A detail is a place or
// a version; where is always a place.
type phrases struct {
	titles   []string // 50 to 80 characters when they are filled in, or another one is drawn
	onset    []string
	symptoms []string
	clues    []string
	tried    []string
}

var leakPhrases = phrases{
	titles: []string{
		"Memory of {service} at {value} and climbing {detail}",
		"{service} keeps memory it no longer needs {detail}, {value} in use",
		"{service} near its memory limit with {value} {detail}",
	},
	onset: []string{
		"Memory has been growing in a straight line for hours and crossed the warning line {minutes} minutes ago, {where}; until then nobody had a reason to look.",
		"The growth began with the restart after build {build} was rolled out and was small at first; {minutes} minutes ago it became too large to overlook, {where}.",
	},
	symptoms: []string{
		"After each collection less memory is free than after the one before, and the pauses between collections are getting shorter.",
		"Pods that were started last are still quick, while the old ones spend a good part of their time in collecting garbage.",
	},
	clues: []string{
		"A heap profile of one pod shows a map of sessions that only grows, and it was touched by the change in build {build}.",
		"Traffic is as on any other day, which speaks against load, and the curve falls to its old level after each restart.",
	},
	tried: []string{
		"Restarting one pod bought about twenty minutes before it stood where it had stood before; the others have been left alone so that they can be looked at.",
		"The limit was raised by half on one pod as a test, and it has filled the new room at the same pace as the old one.",
	},
}

var cpuPhrases = phrases{
	titles: []string{
		"CPU of {service} at {value} where {normal} is usual {detail}",
		"{service} runs out of CPU {detail}, {value} in use for minutes",
		"Requests queue in {service}, CPU at {value} {detail}",
	},
	onset: []string{
		"CPU rose within two minutes, {minutes} minutes ago, and has not come down since; it was seen first {where} and a little later everywhere.",
		"It began {minutes} minutes ago as a short peak like many others, but this one stayed, and {where} it is at its limit.",
	},
	symptoms: []string{
		"All cores are busy at the same time, requests wait for a free thread before anything is done for them, and the kernel throttles the containers.",
		"The queue before the workers grows faster than it is emptied, so that each request waits longer than the one before it.",
	},
	clues: []string{
		"A profile shows most of the time in one regular expression over free text, which came with build {build}.",
		"The number of requests is only a little above the usual one, so each of them must have become more expensive.",
	},
	tried: []string{
		"One pod was taken out of rotation and became idle at once, which rules out a loop that runs without any requests.",
		"Two more replicas were added by hand, and the load spread over them without the queue becoming shorter for long.",
	},
}

var latencyPhrases = phrases{
	titles: []string{
		"p95 of {service} at {value} instead of {normal} {detail}",
		"{service} answers in {value} where {normal} is usual {detail}",
		"Slow answers of {service} {detail}, p95 now at {value}",
	},
	onset: []string{
		"Answers became slower step by step over the last {minutes} minutes, without any error at first; {where} it is worst.",
		"The slow requests began {minutes} minutes ago, {where}, at the moment at which a nightly job normally ends, and have stayed since.",
	},
	symptoms: []string{
		"The median has hardly moved while the slowest twentieth has become many times slower, so some requests take a way that others do not.",
		"Callers give up and try again, and because of that more requests are under way at the same time although fewer are finished.",
	},
	clues: []string{
		"Traces show the time being lost between two internal calls, in neither of them, as it is when something waits for a lock.",
		"Build {build} changed how results are sorted, and the slow requests are those with long results.",
	},
	tried: []string{
		"Moving traffic out of {zone} made things better for about four minutes, then the other zones became slow as well.",
		"The time-out of the callers was lowered so that they fail early, which protects them and helps nobody who waits for an answer.",
	},
}

var errorPhrases = phrases{
	titles: []string{
		"Errors of {service} at {value} where {normal} is usual {detail}",
		"{service} fails with HTTP 500 {detail}, {value} at the moment",
		"Sudden failures in {service} {detail}, now {value}",
	},
	onset: []string{
		"The first errors came {minutes} minutes ago, {where}, and within one minute their number was many times what it is on a bad day.",
		"Errors jumped {minutes} minutes ago without any growth before, as they do when something is switched; {where} there are most of them.",
	},
	symptoms: []string{
		"Nearly all failures carry the same message about a missing field, and they are returned at once, not after a time-out.",
		"Requests that only read succeed, while those that write end with status 500 as soon as the body is checked.",
	},
	clues: []string{
		"Build {build} went out shortly before, and its release notes mention a stricter check of what callers send.",
		"A flag for the new address format was raised from ten percent to all users at about the same time.",
	},
	tried: []string{
		"Replaying one of the failed requests against the build before {build} gives the right answer, so the data itself is fine.",
		"Restarting the pods in {zone} changed nothing, and the first request to each of the new ones failed in the same way.",
	},
}

var diskPhrases = phrases{
	titles: []string{
		"Disk of {service} filled to {value} {detail}, writes fail",
		"{service} has {value} of its disk in use {detail}, normal is {normal}",
		"No room left for {service} {detail}, disk at {value}",
	},
	onset: []string{
		"The disk has been filling since the night and passed the mark at which writes begin to fail {minutes} minutes ago, {where}.",
		"Free space went down faster than ever in the last {minutes} minutes, {where}, after weeks in which it had hardly moved.",
	},
	symptoms: []string{
		"Writes fail or take very long, temporary files are left behind, and the log has gaps because it could not be written either.",
		"Everything that only reads still works; whatever has to keep something on disk first is refused or hangs.",
	},
	clues: []string{
		"Most of the room is taken by debug logs, which build {build} writes for each request and nobody rotates.",
		"One directory holds thousands of half-written exports, each of them from a run that was tried again after it had failed.",
	},
	tried: []string{
		"Old archives were deleted to win some time, and the room that became free was used up again within a quarter of an hour.",
		"The volume in {zone} cannot be enlarged while it is in use, so that way needs a window in which the service may stop.",
	},
}

var poolPhrases = phrases{
	titles: []string{
		"{service} has {value} of its database connections in use {detail}",
		"Connection pool of {service} at {value} {detail}",
		"{service} waits for database connections {detail}, pool at {value}",
	},
	onset: []string{
		"The pool ran empty {minutes} minutes ago, {where}; before that its use had been growing for an hour without anybody noticing.",
		"It began {minutes} minutes ago, {where}, with single requests that waited for a connection, and soon nearly all of them did.",
	},
	symptoms: []string{
		"Requests wait for a connection until they time out, while the database itself is nearly idle and answers within milliseconds.",
		"No connection comes back to the pool for seconds at a time, and the few that do are taken by requests whose callers have long gone.",
	},
	clues: []string{
		"In build {build} one path returns early without giving its connection back, and it is the path for customers with a discount.",
		"Many connections are open in the middle of a transaction and idle, as if somebody waited for another service while holding them.",
	},
	tried: []string{
		"The pool was made twice as large in {zone}, where it lasted eleven minutes before it was empty again.",
		"Ending the idle transactions by hand helps for a moment and shows that the connections were lost and not needed.",
	},
}

var cachePhrases = phrases{
	titles: []string{
		"{value} of cache reads of {service} miss {detail}",
		"Cache of {service} is cold {detail}, {value} of reads miss it",
		"{service} misses its cache {detail}: {value}, normal is {normal}",
	},
	onset: []string{
		"Misses went up from one minute to the next, {minutes} minutes ago, {where}, and the database has had to answer everything since.",
		"The cache lost most of its keys {minutes} minutes ago, {where}, and instead of filling again it stays nearly empty.",
	},
	symptoms: []string{
		"The same rows are read from the database hundreds of times a second, by many requests that all found the same key missing.",
		"Keys are written and gone again before anybody reads them, so that the cache costs time and saves none.",
	},
	clues: []string{
		"Build {build} added the language to the name of the keys, which makes all old ones useless at one stroke.",
		"All keys that were written by the nightly job share one time of expiry, and that time has just passed.",
	},
	tried: []string{
		"Warming the thousand most wanted keys by hand brought the misses down for a few minutes in {zone} and not elsewhere.",
		"The cache has been checked and is healthy: it has room, it answers quickly, and it drops nothing on its own.",
	},
}

var deadlockPhrases = phrases{
	titles: []string{
		"Deadlocks in the database of {service} at {value} {detail}",
		"{service} transactions block each other {detail}, {value} deadlocks",
		"Database of {service} reports {value} deadlocks {detail}",
	},
	onset: []string{
		"The database has been reporting deadlocks for {minutes} minutes, {where}; before that there was about one in a minute, which is harmless.",
		"It began {minutes} minutes ago when a second job started to write to the same tables, {where}, and both have run since.",
	},
	symptoms: []string{
		"Transactions wait for each other until the database ends one of them, and the one that was ended is tried again and meets the same partner.",
		"Short updates take seconds because they stand behind long ones, and the number of rollbacks grows with every minute.",
	},
	clues: []string{
		"Two statements lock the same two tables in opposite order, and one of them is new in build {build}.",
		"The log of the database names the same pair of queries each time, an update of totals and a clean-up of old rows.",
	},
	tried: []string{
		"Ending the longest transaction freed all others for half a minute, until the next one of its kind came along.",
		"The clean-up job was paused in {zone}, and the deadlocks there became fewer without going away.",
	},
}

var timeoutPhrases = phrases{
	titles: []string{
		"External calls of {service} take {value} {detail}",
		"{service} waits {value} for its provider {detail}",
		"Provider of {service} times out {detail} after {value}",
	},
	onset: []string{
		"Calls to the provider began to time out {minutes} minutes ago, {where}, while its own status page still shows everything in green.",
		"It began {minutes} minutes ago, {where}: first one call in fifty took too long, and by now most of them do.",
	},
	symptoms: []string{
		"Threads wait for the provider until the time-out, so that requests that do not need it at all have to wait for a thread too.",
		"The circuit breaker opens and closes every few seconds, and each time it closes a new group of requests runs into the time-out.",
	},
	clues: []string{
		"A call by hand from a laptop is answered at once, and one from {zone} is not, so the way between the two deserves a look.",
		"Build {build} moved the calls to a newer version of the provider's interface, whose limits nobody has read yet.",
	},
	tried: []string{
		"The time-out was cut from thirty seconds to five, which gives the threads back earlier and makes more calls fail.",
		"The provider has been called and looks into it; it asked for the identifiers of a few requests and got them.",
	},
}

var limitPhrases = phrases{
	titles: []string{
		"{service} refuses {value} with status 429 {detail}",
		"Callers of {service} run into its rate limit {detail}, {value}",
		"Rate limit of {service} hit {detail}, {value} are refused",
	},
	onset: []string{
		"Requests have been refused for {minutes} minutes, {where}; the number of callers is the usual one, and one of them sends far more than before.",
		"The limit was reached {minutes} minutes ago, {where}, and the retries of those who were refused have kept it reached since.",
	},
	symptoms: []string{
		"Refused callers try again at once and without any pause, so that a large part of all requests is only there because of the refusals.",
		"Small callers suffer most: their few requests find the budget of the second already spent by somebody else.",
	},
	clues: []string{
		"One batch job asks for each article by itself instead of for a hundred at a time, and it came with build {build}.",
		"The limit was set two years ago for half of today's traffic, and nobody has been close to it until now.",
	},
	tried: []string{
		"The loudest caller was slowed down by hand in {zone}, and the refusals there went back by a half within a minute.",
		"Raising the limit for ten minutes as a test moved the trouble into the database, so it was set back again.",
	},
}
