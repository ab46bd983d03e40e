"""RFM segments were bands of the score; the new ones are ranges of the three scores."""


def migrate(cr, version):
    """Let the preset take segments before the data brings the new ones."""
    cr.execute(
        """
        UPDATE customer_classification_dimension
           SET method = 'rfm', metric_id = NULL
         WHERE code = 'rfm' AND method = 'band'
        """
    )
