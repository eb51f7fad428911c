"""个人信息保护: what the community does with people's data, and what people may ask of it.

A *purpose* says what for, on which legal basis, which groups of facts, how long. A *notice text* is
what people are told, in versions. A *consent* is somebody's word on a purpose. A *claim* is what
somebody asks about the own data, with a clock. A *hold* keeps a file longer than its time. An
*erasure* is the proof of what went. *Assessments*, *sharings* and *breaches* are records that the
law wants kept. Articles are those of 《个人信息保护法》 (2021) unless another law is named.
"""
