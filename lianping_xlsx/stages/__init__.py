"""The library's face: one module a stage, each value in → Outcome out. Only these touch the campaign folder.

``scheme.make_scheme``, ``scheme.check``, ``forms.make_forms``, ``returns.check_returns``, ``merge.merge_returns``.
"""
