"""For `odoo shell`: keep attachments in the database instead of in a folder.

So `createdb -T` copies all there is, and a database survives the loss of .dev/.
"""

env = globals()["env"]
env["ir.config_parameter"].set_param("ir_attachment.location", "db")
env["ir.attachment"].force_storage()
env.cr.commit()
