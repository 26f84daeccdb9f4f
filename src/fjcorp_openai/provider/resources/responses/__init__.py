"""What resources share that ask POST /responses: attributes, the request, and how an answer is read.

`items` are the input, `tools` what the model may use, `options` all else that is sent; `request` makes the
body of them, `estimate` says what it uses at most, and `answers` reads what comes back. `refusals` says
before a call what a model refuses.
"""
