"""The commands, one module each: value in → Outcome out. Only this floor reads and writes the campaign folder.

``init.init_campaign``, ``check.check_campaign``, ``templates.issue_templates``, ``mail.make_mails``,
``mail.make_reminders``, ``status.read_status``, ``merge.merge``, ``watch.watch_returns``, ``finalize.finalize``,
``verify.verify_record``, ``destroy.plan_destruction``, ``destroy.destroy``.

They share ``campaign`` (folder, key, loading), ``scheme_file``, ``campaign_records`` (what people typed and earlier
runs recorded), ``judged_returns`` (the replies read and judged), ``summary_outputs``, ``storage`` (all writing),
``cache`` and ``lock``.
"""
