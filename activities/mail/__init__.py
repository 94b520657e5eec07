"""Writes mails as the bytes that go over the wire (RFC 5322, MIME).

Belongs here: addresses, headers, MIME parts, HTML that mail programs take, what the law and the
mailbox providers want in every mail, signing. Does not belong here: templates, sending.
"""

from activities.mail.composing import Author, Letterhead, files_of, thread_so_far
from activities.mail.mail import Mail, MailFile
from activities.mail.message import build_message
from activities.mail.opt_out import OptOut, WayOut
from activities.mail.signing import Signer
from domain.mail.mail_addresses import address_of, message_id_of

__all__ = [
    "Author",
    "Letterhead",
    "Mail",
    "MailFile",
    "OptOut",
    "Signer",
    "WayOut",
    "address_of",
    "build_message",
    "files_of",
    "message_id_of",
    "thread_so_far",
]
