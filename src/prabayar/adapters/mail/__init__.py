"""Mail: letters as RFC 5322 has them, handed to a server by SMTP or laid into a folder."""
