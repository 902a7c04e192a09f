"""Questions on how replies were filled in (提醒). No mark counts less for them."""
