"""What the page says after a deed: an address carries the key alone, so nobody puts words in it."""

from __future__ import annotations

from collections.abc import Mapping

SAID: Mapping[str, str] = {
    "paused": "Paused. Nothing goes out until somebody resumes it.",
    "resumed": "Resumed. The remaining steps keep their spacing.",
    "finished": "Finished. No further touch starts.",
    "arrived": "Noted: the mail arrived.",
    "lost": "Noted: the mail never arrived. It is not sent again.",
    "send-again": "It is sent again, within its hours and limits. What follows keeps its distance.",
    "suppressed": "On the list. No touch that this forbids starts any more.",
    "lifted": "Off the list. They may be contacted again.",
    "matched": "Noted: it is about them. Their run hears of it in a moment.",
    "retried": "Their run is told once more.",
    "discarded": "Discarded. It is kept, and listed no more.",
    "cadence-paused": "Paused. Nothing of this cadence starts until somebody resumes it.",
    "cadence-resumed": "Resumed. Whoever was held goes on; the steps keep their spacing.",
    "kept": "Kept. The cadence is published anew; who is enrolled already keeps their arm.",
    "skipped": "Left out. What follows goes on.",
    "jumped": "Gone ahead. What had not begun before that step is left out.",
    "mailbox-paused": "Paused. What is due by this mailbox waits.",
    "mailbox-resumed": "Resumed. What waits goes at its next turn.",
    "recorded": "Recorded. Their run goes on as the cadence says.",
    "put-off": "Put off. It comes again at its time.",
    "left-out": "Skipped. The enrollment goes on without this touch.",
    "handed-over": "Noted. What is due meanwhile went to the stand-in, and what is opened will.",
    "waits-for-return": "Noted. What is due meanwhile waits for the first allowed day after.",
    "assigned": "Handed over.",
    "user-added": "They may sign in now.",
    "user-changed": "Changed.",
    "user-disabled": "They are signed out everywhere, and may not sign in any more.",
    "user-signed-out": "They are signed out everywhere.",
    "ringing": "Your telephone rings; when you answer, theirs does.",
    "voicemail-left": "The voicemail is left. You are free for the next.",
    "call-declined": "The provider did not do it: the card has its answer.",
    "call-in-doubt": "The provider never answered: nobody knows, and nothing is tried again.",
    "taken": "Yours for ten minutes; nobody else can do it meanwhile.",
    "signed-out": "You are signed out.",
}
