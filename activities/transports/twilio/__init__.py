"""The wire to Twilio: its REST API of 2010-04-01, by httpx.

https://www.twilio.com/docs/usage/api
"""
