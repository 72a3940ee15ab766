// Package measure is the arithmetic of many incidents: how long they took to be
// acknowledged and resolved, how a service fares, how often people were woken. It is
// pure: moments and zones are arguments, and nothing here reads a database.
//
// Two ways lead to a median. Few incidents are sorted, and the answer is exact. Many
// stand in a [Histogram] whose buckets grow by four percent, so that a quantile is at
// most two percent off; counts and sums are kept beside it and stay exact. Histograms
// can be added and taken away from each other, which is what lets the store keep one
// for each day and change it when an incident changes.
package measure
