"""Sign-in with WeCom (企业微信), which the sign-in library does not bring along."""
