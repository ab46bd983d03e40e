from odoo import models


class ResCompany(models.Model):
    """What the settings say of the days of a company."""

    _inherit = "res.company"

    def _customer_time_zone_info(self, zone):
        """In which time zone days begin and end, and where it is from, as a sentence.

        :param zone: the one chosen for the contact of the company, or False
        """
        self.ensure_one()
        contact = self.partner_id
        texts = {
            "zone": zone or self._customer_default_tz(),
            "contact": contact.display_name,
            "country": contact.country_id.name or "",
        }
        if zone:
            return self.env._(
                "Days begin and end by %(zone)s, the time zone of %(contact)s.", **texts
            )
        if texts["zone"] != "UTC":
            return self.env._(
                "Days begin and end by %(zone)s, the time zone of %(country)s: "
                "%(contact)s has none of its own.",
                **texts,
            )
        return self.env._(
            "Days begin and end by UTC: %(contact)s has no time zone. Choose one, or "
            "they begin some hours too early or too late.",
            **texts,
        )
