package invent

import "github.com/airra/airra/internal/airra"

// service is what the grammar knows of one: what it is for, and who notices when it
// fails.
type service struct {
	name     airra.ServiceName
	worst    airra.Severity // more than that nothing that happens to it can be
	purpose  string         // "takes the payments of the shop"
	impact   []string       // what its users feel; {share} is a part of them
	business []string       // what it costs; {money} and {drop} are numbers
}

// services are the nine that incidents are invented for.
var services = []service{
	{"payment-service", airra.SeverityCritical, "takes the payments of the shop", []string{
		"About {share} of buyers see the payment page hang after they have entered their card, and many of them press the button a second time.",
		"Roughly {share} of card payments end with a message that something went wrong, although the bank has already reserved the amount.",
	}, []string{
		"Finance estimates that {money} of orders an hour are begun and not paid, and refunds for double payments will have to be made by hand.",
		"Conversion at the checkout is down by {drop}, and the newsletter of this morning keeps sending more people there.",
	}},
	{"order-service", airra.SeverityHigh, "keeps the baskets and the orders", []string{
		"About {share} of customers cannot finish their order: the basket is shown, and the confirmation does not come.",
		"Customers report orders that appear twice or not at all in their history; by the number of tickets it concerns {share} of them.",
	}, []string{
		"The warehouse receives its picking lists late, and {money} of goods an hour wait for a van that has to leave on time.",
		"Completed orders are down by {drop} against the same hour of last week, which the morning report of sales will show.",
	}},
	{"user-service", airra.SeverityHigh, "holds the accounts and the profiles", []string{
		"About {share} of visitors find their profile empty or cannot save a new address, and some of them give up and call.",
		"Sign-ups fail for {share} of new visitors: the form is accepted, and the account does not exist afterwards.",
	}, []string{
		"The support line has a queue, and marketing pays for visitors of whom {drop} fewer than usual become customers.",
		"Partners whose agreement promises account data within a second have begun to write; penalties would be {money} for each hour.",
	}},
	{"inventory-service", airra.SeverityHigh, "knows what is in stock and where", []string{
		"For {share} of products the shop shows a stock that is old, so people buy what has been sold out and get an apology later.",
		"About {share} of product pages load without a delivery date, and visitors leave them without adding anything to the basket.",
	}, []string{
		"Oversold articles cost {money} an hour in vouchers and express deliveries, and the branches cannot print their transfer lists.",
		"The share of visitors who put something into the basket has gone down by {drop}, mostly on products with few pieces left.",
	}},
	{"notification-service", airra.SeverityMedium, "sends the mails and the messages of the shop", []string{
		"Confirmations arrive late or not at all for {share} of customers, who ask the support whether their order has gone through.",
		"About {share} of one-time codes come after they have run out, so that people have to ask for a second and a third one.",
	}, []string{
		"Support has {drop} more tickets than on a usual day, nearly all of them with the question where a message is.",
		"A campaign that was planned for this hour had to be held back, for which sales reckons with {money} less each hour.",
	}},
	{"auth-service", airra.SeverityCritical, "lets people and services sign in", []string{
		"Nobody in {share} of sessions gets past the sign-in page: the password is right, and the page comes back without a word.",
		"About {share} of users are signed out in the middle of what they do and lose what they had typed.",
	}, []string{
		"All products behind the sign-in are affected together, and sales puts the loss at {money} for every hour that it goes on.",
		"Staff tools use the same sign-in, so support answers {drop} fewer calls while more people than usual are calling.",
	}},
	{"search-service", airra.SeverityMedium, "finds products by words and filters", []string{
		"Searches return nothing or spin for {share} of visitors, and those who know what they want go to another shop.",
		"About {share} of result pages come without filters and in a random order, so people leaf through page after page.",
	}, []string{
		"Two of three sales begin with a search, and revenue from searches is down by {drop} since it started.",
		"Advertisers pay for places in the results; {money} an hour cannot be charged while those places are not shown.",
	}},
	{"recommendation-service", airra.SeverityMedium, "proposes what else people could like", []string{
		"The shelves below the product are empty for {share} of visitors, and the page waits for them before it shows the rest.",
		"About {share} of visitors see the same six bestsellers everywhere, because the personal proposals do not come in time.",
	}, []string{
		"The value of an average basket is down by {drop}, which is what the proposals are usually worth.",
		"Merchants who booked a place on the shelves ask for their money back; it is about {money} an hour.",
	}},
	{"analytics-service", airra.SeverityLow, "counts what happens and draws the reports", []string{
		"Dashboards stop at an hour ago for {share} of colleagues, and two teams have begun to decide by feeling.",
		"About {share} of reports end with a time-out, among them those that the morning meeting of logistics is built on.",
	}, []string{
		"No customer notices, and yet the bids for advertising go by old numbers, which wastes about {money} an hour.",
		"The figures of the day will be too low by {drop} until what was dropped has been read again from the log.",
	}},
}

// Services lists the services that incidents are invented for.
func Services() []airra.ServiceName {
	names := make([]airra.ServiceName, len(services))
	for i, s := range services {
		names[i] = s.name
	}
	return names
}
