"""Something about someone, somewhere, owned by someone, due by then: the common work item.

Words: *item* the piece of work, whatever service it belongs to; *clock* one limit on it (sign,
contact, handle …); *rule* how long a clock gives; *preset* a city's set of rules; *team* the unit
that is responsible, *assignee* the person; *hand-over* passing a person's open work in one step.
Services point down to the item; it never names a service.
"""
