"""Messages to people: in the app, by e-mail, SMS and group robots; quiet at night, never a flood.

Words: *notice* one message to one person, phone or group; *channel* a way out of the app; *robot* a
group chat's own address for messages; *delivery* a notice on its way through one channel; *round*
the moment at which waiting deliveries go out together; *digest* one message in place of many.
"""
