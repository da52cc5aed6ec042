"""The penalty case 案件: one state machine from lead to archive, walked by people, judged by `zhicheng.law` before every step.

`states` the statute's table as our machine · `actors` who acts, as the law sees him · `dossier` a case as facts and events · `rules` what is
not statute (which papers, whose desk) · `services` everything that writes · `register` first offences and similar cases · `figures`
statistics without targets by fines · `queries`, `shapes`, `api` what screens ask.
"""
