"""The library's face: one module a stage, each value in → Outcome out. Only these touch the campaign folder.

``scheme.make_scheme``, ``scheme.check``, ``forms.make_forms``, ``mail.make_mails``, ``mail.make_reminders``,
``returns.check_returns``, ``merge.merge_returns``, ``watch.watch_returns``, ``finalize.finalize``,
``verify.verify_record``, ``destroy.plan_destruction``, ``destroy.destroy``.
"""
