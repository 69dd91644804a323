"""Who works here: the answers' officers of a province see their province, those of the whole country see all."""

# Roles of citizens.staff.roles, for portal/staff/guard.py.
ANSWER = {"national": "view change", "support": "view change", "records": "view change", "auditor": "view"}
