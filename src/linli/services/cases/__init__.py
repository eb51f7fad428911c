"""Requests (诉求) from a resident's words to a satisfied close: 接诉即办.

Words: *requester* who asks; *nature* consultation, help, complaint, report, suggestion; *owner*
the unit that is responsible (first receiver until another accepts); *offer* a proposal to take
over; *objection* a dispatch objection; *whistle* calling departments into the case; *parked* 挂账,
kept with plan and date; *call-back* 回访, asking the resident once how it went.
Sources: 北京市接诉即办工作条例 (2021), 济南市12345市民服务热线条例 (2018), 潍坊市条例 (2021).
"""
